-- write.lua changes invitations of one cohort, logs that and makes the cohort due, all or nothing: nothing if one is not as it was
-- read.
-- It is due at once, by any clock. If it is due already, it stays so: the worker that has claimed it sees what is pending when
-- it is done.
--
-- KEYS[1]  the cohort's invitations: a hash by person
-- KEYS[2]  the pending ones: a sorted set by the count
-- KEYS[3]  the count
-- KEYS[4]  the batches: a hash
-- KEYS[5]  the due cohorts of the shard: a sorted set
-- KEYS[6]  the cohort's log: a list, the last entry first
-- ARGV[1]  the cohort, as member of the due ones
-- ARGV[2]  the batch's ID; empty for none
-- ARGV[3]  the batch, sealed; the first one of an ID stays
-- ARGV[4]  the log's entry, sealed; empty for none
-- ARGV[5]  how many entries are kept
-- ARGV     from 6 on four for each invitation: the person; as it was read, empty for none; as it is to be, empty removes it; and
--          1 makes it pending, 0 ends that
-- Returns  1 when written, 0 when not
local call = redis.call
for i = 6, #ARGV, 4 do
  if (call('HGET', KEYS[1], ARGV[i]) or '') ~= ARGV[i + 1] then
    return 0
  end
end
if ARGV[2] ~= '' then
  call('HSETNX', KEYS[4], ARGV[2], ARGV[3])
end
if ARGV[4] ~= '' then
  call('LPUSH', KEYS[6], ARGV[4])
  call('LTRIM', KEYS[6], 0, ARGV[5] - 1)
end
for i = 6, #ARGV, 4 do
  local person, value, pending = ARGV[i], ARGV[i + 2], ARGV[i + 3]
  if value == '' then
    call('HDEL', KEYS[1], person)
  else
    call('HSET', KEYS[1], person, value)
  end
  if pending == '1' then
    call('ZADD', KEYS[2], call('INCR', KEYS[3]), person)
    call('ZADD', KEYS[5], 'NX', 0, ARGV[1])
  else
    call('ZREM', KEYS[2], person)
  end
end
return 1
