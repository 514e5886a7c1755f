-- release.lua records what a report shows, unless another report came since what was shown before it was read.
--
-- KEYS[1]  what was shown last: a hash of names and counts, and of how many reports have changed it
-- ARGV[1]  how many reports had changed it when it was read; empty if none
-- ARGV[2]  how long it is kept, in seconds
-- ARGV[3]  and on: names and counts
-- Returns  1 if written, 0 if another report came first
local call = redis.call

if (call('HGET', KEYS[1], '#') or '') ~= ARGV[1] then
  return 0
end
for i = 3, #ARGV, 2 do
  call('HSET', KEYS[1], ARGV[i], ARGV[i + 1])
end
call('HINCRBY', KEYS[1], '#', 1)
call('EXPIRE', KEYS[1], ARGV[2])
return 1
