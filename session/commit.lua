-- commit.lua writes everything about one turn at once, unless another turn was committed since the record was read.
-- All keys are of one shard, so of one slot.
--
-- KEYS[1]  the person's record: a hash of version, place and answers
-- KEYS[2]  the reply of this turn: a string
-- KEYS[3]  the wake-ups of the person's shard: a sorted set
-- ARGV[1]  the version that was read; empty where there was no record
-- ARGV[2]  the version to write
-- ARGV[3]  the place, sealed
-- ARGV[4]  the answers, sealed; empty removes them, = leaves them as they are
-- ARGV[5]  the reply, sealed
-- ARGV[6]  how long the reply is kept, in seconds
-- ARGV[7]  how long the record is kept, in seconds; 0 for good, = for good as before
-- ARGV[8]  the person, as member of the wake-ups
-- ARGV[9]  when the person is next due, in milliseconds since 1970; empty for never
-- Returns  1 when written, 0 when the version is another by now: read again
local call = redis.call

if (call('HGET', KEYS[1], 'version') or '') ~= ARGV[1] then
  return 0
end

if ARGV[4] == '=' then
  call('HSET', KEYS[1], 'version', ARGV[2], 'place', ARGV[3])
elseif ARGV[4] == '' then
  call('HSET', KEYS[1], 'version', ARGV[2], 'place', ARGV[3])
  call('HDEL', KEYS[1], 'answers')
else
  call('HSET', KEYS[1], 'version', ARGV[2], 'place', ARGV[3], 'answers', ARGV[4])
end

if ARGV[7] == '0' then
  call('PERSIST', KEYS[1])
elseif ARGV[7] ~= '=' then
  call('EXPIRE', KEYS[1], ARGV[7])
end

call('SET', KEYS[2], ARGV[5], 'EX', ARGV[6])

if ARGV[9] == '' then
  call('ZREM', KEYS[3], ARGV[8])
else
  call('ZADD', KEYS[3], ARGV[9], ARGV[8])
end
return 1
