-- request.lua keeps a new code for a person, unless the browser has one on its way, or too many were made.
--
-- KEYS[1]  the codes: a hash; of each request its ID:mac, ID:until and ID:tries
-- KEYS     from 2 on, when codes were made: lists of milliseconds since 1970, the last one first
-- ARGV[1]  now, in milliseconds since 1970
-- ARGV[2]  the ID of the browser's earlier request; empty for none
-- ARGV[3]  the ID of this one
-- ARGV[4]  the HMAC of the code
-- ARGV[5]  how long it counts, in milliseconds
-- ARGV[6]  for how long a browser that asks again gets the same one, in milliseconds
-- ARGV     from 7 on two for each list: how many codes may be made in an hour, and how many in a day
-- Returns  the ID of the request whose code counts: this one or the earlier one; empty when there were too many
local call = redis.call
local now, life, hour, day = tonumber(ARGV[1]), tonumber(ARGV[5]), 3600000, 86400000

local ends = tonumber(call('HGET', KEYS[1], ARGV[2] .. ':until') or '0')
if ends > now + life - tonumber(ARGV[6]) then
  return ARGV[2]
end

local function at(key, nth)
  return tonumber(call('LINDEX', key, nth - 1) or '0')
end

for i = 2, #KEYS do
  if at(KEYS[i], tonumber(ARGV[2 * i + 3])) > now - hour or at(KEYS[i], tonumber(ARGV[2 * i + 4])) > now - day then
    return ''
  end
end
for i = 2, #KEYS do
  call('LPUSH', KEYS[i], ARGV[1])
  call('LTRIM', KEYS[i], 0, tonumber(ARGV[2 * i + 4]) - 1)
  call('PEXPIRE', KEYS[i], day)
end
call('HSET', KEYS[1], ARGV[3] .. ':mac', ARGV[4], ARGV[3] .. ':until', now + life, ARGV[3] .. ':tries', 0)
call('PEXPIRE', KEYS[1], life)
return ARGV[3]
