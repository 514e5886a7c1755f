-- drop.lua removes the wake-up of a person who has no record any more, such as one that has expired.
--
-- KEYS[1]  the person's record
-- KEYS[2]  the wake-ups of the person's shard
-- ARGV[1]  the person
-- Returns  1 when removed, 0 where there was none or there is a record by now
if redis.call('EXISTS', KEYS[1]) == 1 then
  return 0
end
return redis.call('ZREM', KEYS[2], ARGV[1])
