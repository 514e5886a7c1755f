-- check.lua takes a person's code if it is the right one, and counts it if it is not. Time tells nothing: what is compared
-- are HMACs, which nobody can choose without the key, and Lua compares strings by where they lie.
--
-- KEYS[1]  the code: a hash
-- KEYS[2]  when wrong codes were tried: a list of milliseconds since 1970, the last one first
-- ARGV[1]  now, in milliseconds since 1970
-- ARGV[2]  the HMAC of what was typed
-- ARGV[3]  how many wrong ones spend a code
-- ARGV[4]  how many wrong ones may be tried in an hour; with the last of them the person is barred for an hour
-- Returns  1 when it was right, and is spent now; 0 when it was wrong; -1 when the person is barred
local call = redis.call
local now, hour = tonumber(ARGV[1]), 3600000

local function at(key, nth)
  return tonumber(call('LINDEX', key, nth - 1) or '0')
end

local last, first = at(KEYS[2], 1), at(KEYS[2], tonumber(ARGV[4]))
if first > 0 and last - first < hour and now - last < hour then
  return -1
end

local code = call('HMGET', KEYS[1], 'mac', 'until')
if not code[1] or tonumber(code[2]) <= now then
  return 0
end
if code[1] == ARGV[2] then
  call('DEL', KEYS[1])
  return 1
end

call('LPUSH', KEYS[2], ARGV[1])
call('LTRIM', KEYS[2], 0, tonumber(ARGV[4]) - 1)
call('PEXPIRE', KEYS[2], 2 * hour)
if call('HINCRBY', KEYS[1], 'tries', 1) >= tonumber(ARGV[3]) then
  call('DEL', KEYS[1])
end
return 0
