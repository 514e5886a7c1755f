-- ask.lua keeps a new code for a person, unless one is on its way that counts still, or too many were made.
--
-- KEYS[1]  the codes: a hash; of each ask its ID:mac, ID:until and ID:tries
-- KEYS[2]  when codes were made for the person: a list of milliseconds since 1970, the last one first
-- KEYS[3]  those made from this address: likewise, each followed by a space and the ask's ID
-- ARGV[1]  now, in milliseconds since 1970
-- ARGV[2]  the ask's ID
-- ARGV[3]  the HMAC of the code
-- ARGV[4]  how long it counts, in milliseconds
-- ARGV[5]  for how long whoever asks again from this address has the same one, likewise
-- ARGV[6]  how many codes may be made in an hour from this address
-- ARGV[7]  in a day
-- ARGV[8]  in an hour from all
-- ARGV[9]  in a day
-- Returns  the ID of the ask whose code counts: this one's, or the one's before; empty when there were too many
local call = redis.call
local now, hour, day = tonumber(ARGV[1]), 3600000, 86400000

local function at(key, nth)
  return tonumber(string.match(call('LINDEX', key, nth - 1) or '0', '^%d+'))
end

local function note(key, value, most)
  call('LPUSH', key, value)
  call('LTRIM', key, 0, tonumber(most) - 1)
  call('PEXPIRE', key, day)
end

if at(KEYS[3], 1) > now - tonumber(ARGV[5]) then
  local id = string.match(call('LINDEX', KEYS[3], 0), ' (.*)$')
  if call('HEXISTS', KEYS[1], id .. ':mac') == 1 then
    return id
  end
end
local function full(key, hourly, daily)
  return at(key, tonumber(hourly)) > now - hour or at(key, tonumber(daily)) > now - day
end

if full(KEYS[3], ARGV[6], ARGV[7]) or full(KEYS[2], ARGV[8], ARGV[9]) then
  return ''
end

note(KEYS[2], ARGV[1], ARGV[9])
note(KEYS[3], ARGV[1] .. ' ' .. ARGV[2], ARGV[7])
call('HSET', KEYS[1], ARGV[2] .. ':mac', ARGV[3], ARGV[2] .. ':until', now + tonumber(ARGV[4]), ARGV[2] .. ':tries', 0)
call('PEXPIRE', KEYS[1], ARGV[4])
return ARGV[2]
