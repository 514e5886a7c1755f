-- allow.lua counts one more, unless there were enough in the last hour. What is refused does not count.
--
-- KEYS[1]  when it was done: a list of milliseconds since 1970, the last one first
-- ARGV[1]  now, in milliseconds since 1970
-- ARGV[2]  how many there may be
-- Returns  1 when counted, 0 when there were too many
local now, hour, most = tonumber(ARGV[1]), 3600000, tonumber(ARGV[2])
local first = redis.call('LINDEX', KEYS[1], most - 1)
if first and tonumber(first) > now - hour then
  return 0
end
redis.call('LPUSH', KEYS[1], ARGV[1])
redis.call('LTRIM', KEYS[1], 0, most - 1)
redis.call('PEXPIRE', KEYS[1], hour)
return 1
