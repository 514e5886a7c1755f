-- request.lua keeps a new code for a person, unless the browser has one on its way, or too many were made.
--
-- KEYS[1]  the codes: a hash; of each request its ID:mac, ID:until and ID:tries
-- KEYS[2]  when codes were made for the person: a list of milliseconds since 1970, the last one first
-- KEYS[3]  when they were made from this address: a list like KEYS[2]
-- ARGV[1]  now, in milliseconds since 1970
-- ARGV[2]  the ID of the browser's earlier request; empty for none
-- ARGV[3]  the ID of this one
-- ARGV[4]  the HMAC of the code
-- ARGV[5]  how long it counts, in milliseconds
-- ARGV[6]  for how long a browser that asks again gets the same one, in milliseconds
-- ARGV[7]  how many codes may be made in an hour from this address
-- ARGV[8]  how many in a day from this address
-- ARGV[9]  how many in an hour from all
-- ARGV[10] how many in a day from all
-- Returns  the ID of the request whose code counts: this one or the earlier one; empty when there were too many
local call = redis.call
local now, life, hour, day = tonumber(ARGV[1]), tonumber(ARGV[5]), 3600000, 86400000

local ends = tonumber(call('HGET', KEYS[1], ARGV[2] .. ':until') or '0')
if ends > now + life - tonumber(ARGV[6]) then
  return ARGV[2]
end

local function full(key, hourly, daily)
  local function at(nth)
    return tonumber(call('LINDEX', key, tonumber(nth) - 1) or '0')
  end
  return at(hourly) > now - hour or at(daily) > now - day
end

local function note(key, most)
  call('LPUSH', key, ARGV[1])
  call('LTRIM', key, 0, tonumber(most) - 1)
  call('PEXPIRE', key, day)
end

if full(KEYS[3], ARGV[7], ARGV[8]) or full(KEYS[2], ARGV[9], ARGV[10]) then
  return ''
end
note(KEYS[2], ARGV[10])
note(KEYS[3], ARGV[8])
call('HSET', KEYS[1], ARGV[3] .. ':mac', ARGV[4], ARGV[3] .. ':until', now + life, ARGV[3] .. ':tries', 0)
call('PEXPIRE', KEYS[1], life)
return ARGV[3]
