-- ask.lua keeps a new code for a person, unless too many were made or too many wrong ones tried.
--
-- KEYS[1]  the code: a hash
-- KEYS[2]  when codes were made: a list of milliseconds since 1970, the last one first
-- KEYS[3]  when wrong codes were tried: likewise
-- ARGV[1]  now, in milliseconds since 1970
-- ARGV[2]  the HMAC of the code
-- ARGV[3]  how long it counts, in milliseconds
-- ARGV[4]  how many codes may be made in an hour
-- ARGV[5]  and in a day
-- ARGV[6]  how many wrong ones may be tried in an hour; with the last of them the person is barred for an hour
-- Returns  1 when kept, 0 when there were too many
local call = redis.call
local now, hour, day = tonumber(ARGV[1]), 3600000, 86400000

local function at(key, nth)
  return tonumber(call('LINDEX', key, nth - 1) or '0')
end

local last, first = at(KEYS[3], 1), at(KEYS[3], tonumber(ARGV[6]))
if first > 0 and last - first < hour and now - last < hour then
  return 0
end
if at(KEYS[2], tonumber(ARGV[4])) > now - hour or at(KEYS[2], tonumber(ARGV[5])) > now - day then
  return 0
end

call('LPUSH', KEYS[2], ARGV[1])
call('LTRIM', KEYS[2], 0, tonumber(ARGV[5]) - 1)
call('PEXPIRE', KEYS[2], day)

call('DEL', KEYS[1])
call('HSET', KEYS[1], 'mac', ARGV[2], 'until', now + tonumber(ARGV[3]), 'tries', 0)
call('PEXPIRE', KEYS[1], ARGV[3])
return 1
