-- put.lua changes invites of one cohort, all of them or none: none if any is not as it was read.
--
-- KEYS[1]  the cohort's invites: a hash by person
-- KEYS[2]  those that are pending: a sorted set
-- KEYS[3]  the count by which they are in order
-- KEYS[4]  the batches: a hash
-- ARGV[1]  the batch's ID; empty for none
-- ARGV[2]  the batch, sealed; the first one of an ID stays
-- ARGV     from 3 on four for each invite: the person; as it was read, empty for none; as it is to be, empty removes it; and
--          1 makes it pending, 0 ends that, = leaves it
-- Returns  1 when written, 0 when not
local call = redis.call
for i = 3, #ARGV, 4 do
  if (call('HGET', KEYS[1], ARGV[i]) or '') ~= ARGV[i + 1] then
    return 0
  end
end
if ARGV[1] ~= '' then
  call('HSETNX', KEYS[4], ARGV[1], ARGV[2])
end
for i = 3, #ARGV, 4 do
  local person, value, pending = ARGV[i], ARGV[i + 2], ARGV[i + 3]
  if value == '' then
    call('HDEL', KEYS[1], person)
  else
    call('HSET', KEYS[1], person, value)
  end
  if pending == '1' then
    call('ZADD', KEYS[2], call('INCR', KEYS[3]), person)
  elseif pending == '0' then
    call('ZREM', KEYS[2], person)
  end
end
return 1
