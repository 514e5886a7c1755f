-- done.lua notes that invites were taken to their records. One that was changed since, by whatever else was going on, is pending
-- anew; where it is gone by now, what was taken to the record is to be withdrawn from there.
--
-- KEYS[1]  the invites that are pending: a sorted set by a count
-- KEYS[2]  the cohort's invites: a hash by person
-- KEYS[3]  the count
-- ARGV[1]  what stands in place of an invite that is to be withdrawn from its record
-- ARGV     from 2 on three for each invite: the person; the count that it had; and as it is to be, empty removes it, = leaves it
-- Returns  how many are pending anew
local call = redis.call
local anew = 0

local function pend(person)
  call('ZADD', KEYS[1], call('INCR', KEYS[3]), person)
  anew = anew + 1
end

for i = 2, #ARGV, 3 do
  local person, had, to = ARGV[i], tonumber(ARGV[i + 1]), ARGV[i + 2]
  local count = tonumber(call('ZSCORE', KEYS[1], person) or '')
  if count == had then
    call('ZREM', KEYS[1], person)
    if to == '' then
      call('HDEL', KEYS[2], person)
    elseif to ~= '=' then
      call('HSET', KEYS[2], person, to)
    end
  elseif count then
    pend(person)
  elseif to ~= '' and call('HEXISTS', KEYS[2], person) == 0 then
    call('HSET', KEYS[2], person, ARGV[1])
    pend(person)
  end
end
return anew
