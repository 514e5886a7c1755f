-- done.lua notes that invites were taken to their records. One that was changed since, by whatever else was going on, is pending
-- anew, so that what the record has in the end is what stands here; where it is gone by now, it is to be withdrawn from there.
--
-- KEYS[1]  the invites that are pending: a sorted set by a count
-- KEYS[2]  the cohort's invites: a hash by person
-- KEYS[3]  the count
-- ARGV[1]  what stands in place of an invite that is to be withdrawn from its record
-- ARGV     from 2 on four for each invite: the person; the count that it had; as it was read; and as it is to be, empty removes
--          it, = leaves it
-- Returns  how many are pending anew
local call = redis.call
local anew = 0

local function pend(person)
  call('ZADD', KEYS[1], call('INCR', KEYS[3]), person)
  anew = anew + 1
end

for i = 2, #ARGV, 4 do
  local person, had, read, to = ARGV[i], tonumber(ARGV[i + 1]), ARGV[i + 2], ARGV[i + 3]
  local count, now = tonumber(call('ZSCORE', KEYS[1], person) or ''), call('HGET', KEYS[2], person)
  if count == had then
    call('ZREM', KEYS[1], person)
    if to == '' then
      call('HDEL', KEYS[2], person)
    elseif to ~= '=' then
      call('HSET', KEYS[2], person, to)
    end
  elseif now and now ~= read or count then
    pend(person)
  elseif not now and to ~= '' then
    call('HSET', KEYS[2], person, ARGV[1])
    pend(person)
  end
end
return anew
