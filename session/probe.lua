-- probe.lua writes with every command that commit.lua uses, and leaves two keys, which expire.
--
-- KEYS[1]  a hash
-- KEYS[2]  a string
-- KEYS[3]  a sorted set, empty afterwards
-- ARGV[1]  how long the two are kept, in seconds
-- Returns  1
local call = redis.call

call('HSET', KEYS[1], 'version', 1, 'place', '')
call('HGET', KEYS[1], 'version')
call('HDEL', KEYS[1], 'place')
call('HINCRBY', KEYS[1], 'version', 1)
call('HSETNX', KEYS[1], 'version', 1)
call('PERSIST', KEYS[1])
call('EXPIRE', KEYS[1], ARGV[1])
call('ZADD', KEYS[3], 0, 'probe')
call('ZREM', KEYS[3], 'probe')
call('SET', KEYS[2], '', 'EX', ARGV[1])
return 1
