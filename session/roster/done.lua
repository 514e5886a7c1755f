-- done.lua notes that invitations were taken to their records, and when the cohort is next due. An invitation that was changed
-- meanwhile is pending again, so that its record ends as the list does; one that was removed meanwhile is to be withdrawn.
--
-- KEYS[1]  the cohort's invitations: a hash by person
-- KEYS[2]  the pending ones: a sorted set by the count
-- KEYS[3]  the count
-- KEYS[4]  the due cohorts of the shard: a sorted set
-- KEYS[5]  the people who are taken back: a set
-- ARGV[1]  the cohort, as member of the due ones
-- ARGV[2]  when the worker's lease ends, in milliseconds since 1970
-- ARGV[3]  when the cohort is next due if something is pending, in milliseconds since 1970
-- ARGV[4]  what stands in place of an invitation that is to be withdrawn
-- ARGV     from 5 on four for each invitation: the person; the count that it had; as it was read; and as it is to be: empty
--          removes it, = leaves it, > leaves it pending behind the others
-- Returns  1
local call = redis.call

local function pend(person)
  call('ZADD', KEYS[2], call('INCR', KEYS[3]), person)
end

for i = 5, #ARGV, 4 do
  local person, had, read, to = ARGV[i], tonumber(ARGV[i + 1]), ARGV[i + 2], ARGV[i + 3]
  local count, now = tonumber(call('ZSCORE', KEYS[2], person) or ''), call('HGET', KEYS[1], person)
  if count == had then
    call('ZREM', KEYS[2], person)
    if to == '>' then
      pend(person)
    else
      call('SREM', KEYS[5], person)
      if to == '' then
        call('HDEL', KEYS[1], person)
      elseif to ~= '=' then
        call('HSET', KEYS[1], person, to)
      end
    end
  elseif now and now ~= read or count then
    pend(person)
  elseif not now and to ~= '' then
    call('HSET', KEYS[1], person, ARGV[4])
    call('SADD', KEYS[5], person)
    pend(person)
  end
end

-- Only whoever has the cohort puts it off. If another has claimed it since, that one sees what is pending.
local at = call('ZSCORE', KEYS[4], ARGV[1])
if call('EXISTS', KEYS[2]) == 0 then
  call('ZREM', KEYS[4], ARGV[1])
elseif not at or tonumber(at) == tonumber(ARGV[2]) then
  call('ZADD', KEYS[4], ARGV[3], ARGV[1])
end
return 1
