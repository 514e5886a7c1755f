-- write.lua changes invitations of one cohort, logs that and makes the cohort due, all or nothing: nothing if one is not as it was
-- read. It is due at once, by any clock. If it is due already, it stays so: the worker that has claimed it sees what is pending
-- when it is done. Of a person who is taken back nothing is texted until their record knows.
--
-- KEYS[1]  the cohort's invitations: a hash by person
-- KEYS[2]  the pending ones: a sorted set by the count
-- KEYS[3]  the count
-- KEYS[4]  the batches: a hash
-- KEYS[5]  the due cohorts of the shard: a sorted set
-- KEYS[6]  the people who are taken back: a set
-- KEYS[7]  the cohort's log: a list, the last entry first
-- ARGV[1]  the cohort, as member of the due ones
-- ARGV[2]  the batch's ID; empty for none
-- ARGV[3]  the batch as it was read; empty for none
-- ARGV[4]  the batch as it is to be
-- ARGV[5]  the log's entry, sealed; empty for none
-- ARGV[6]  how many entries are kept
-- ARGV[7]  the last entry as it was read, if this act goes on with it; otherwise empty
-- ARGV[8]  both as one entry
-- ARGV     from 9 on four for each invitation: the person; as it was read, empty for none; as it is to be, empty removes it; and
--          pending makes it so, back makes it pending and takes the person back, settled ends that
-- Returns  1 when written, 0 when not
local call = redis.call
if ARGV[2] ~= '' and (call('HGET', KEYS[4], ARGV[2]) or '') ~= ARGV[3] then
  return 0
end
for i = 9, #ARGV, 4 do
  if (call('HGET', KEYS[1], ARGV[i]) or '') ~= ARGV[i + 1] then
    return 0
  end
end
if ARGV[2] ~= '' then
  call('HSET', KEYS[4], ARGV[2], ARGV[4])
end
if ARGV[7] ~= '' and call('LINDEX', KEYS[7], 0) == ARGV[7] then
  call('LSET', KEYS[7], 0, ARGV[8])
elseif ARGV[5] ~= '' then
  call('LPUSH', KEYS[7], ARGV[5])
  call('LTRIM', KEYS[7], 0, ARGV[6] - 1)
end
for i = 9, #ARGV, 4 do
  local person, value, becomes = ARGV[i], ARGV[i + 2], ARGV[i + 3]
  if value == '' then
    call('HDEL', KEYS[1], person)
  else
    call('HSET', KEYS[1], person, value)
  end
  if becomes == 'back' then
    call('SADD', KEYS[6], person)
  end
  if becomes ~= 'settled' then
    call('ZADD', KEYS[2], call('INCR', KEYS[3]), person)
    call('ZADD', KEYS[5], 'NX', 0, ARGV[1])
  else
    call('ZREM', KEYS[2], person)
  end
end
return 1
