-- check.lua uses the code of a request if it is right, and knows the browser from then on. It counts a code that is wrong. The time that it takes shows nothing: it
-- compares HMACs, which nobody can choose without the key, and Lua compares strings by their address.
--
-- KEYS[1]  the person's codes: a hash; of each request its ID:mac, ID:until and ID:tries
-- KEYS[2]  the browsers in which the person has logged in: a sorted set by when, in milliseconds since 1970
-- ARGV[1]  now, in milliseconds since 1970
-- ARGV[2]  the request's ID
-- ARGV[3]  the HMAC of what was typed
-- ARGV[4]  how many wrong ones spend a code
-- ARGV[5]  the hash of the browser's token; empty for none
-- ARGV[6]  how many browsers are kept
-- ARGV[7]  for how long, in milliseconds
-- Returns  1 when it was right, and is spent now; 0 when it was wrong
local call = redis.call
local mac, ends, tries = ARGV[2] .. ':mac', ARGV[2] .. ':until', ARGV[2] .. ':tries'

local code = call('HMGET', KEYS[1], mac, ends)
if not code[1] or tonumber(code[2]) <= tonumber(ARGV[1]) then
  return 0
end
local right = code[1] == ARGV[3]
if right or call('HINCRBY', KEYS[1], tries, 1) >= tonumber(ARGV[4]) then
  call('HDEL', KEYS[1], mac, ends, tries)
end
if right and ARGV[5] ~= '' then
  call('ZADD', KEYS[2], ARGV[1], ARGV[5])
  call('ZREMRANGEBYRANK', KEYS[2], 0, -1 - tonumber(ARGV[6]))
  call('PEXPIRE', KEYS[2], ARGV[7])
end
return right and 1 or 0
