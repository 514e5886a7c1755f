-- check.lua uses the code of a request if it is right, and counts it if it is wrong. The time that it takes shows nothing: it
-- compares HMACs, which nobody can choose without the key, and Lua compares strings by their address.
--
-- KEYS[1]  the person's codes: a hash; of each request its ID:mac, ID:until and ID:tries
-- ARGV[1]  now, in milliseconds since 1970
-- ARGV[2]  the request's ID
-- ARGV[3]  the HMAC of what was typed
-- ARGV[4]  how many wrong ones spend a code
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
return right and 1 or 0
