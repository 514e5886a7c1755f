-- drop.lua removes the wake-up of a person whose record has expired.
--
-- KEYS[1]  the person's record
-- KEYS[2]  the wake-ups of the person's shard
-- KEYS[3]  those of them that are claimed
-- ARGV[1]  the person
-- Returns  1 if removed, 0 if there was none or there is a record again
if redis.call('EXISTS', KEYS[1]) == 1 then
  return 0
end
redis.call('ZREM', KEYS[3], ARGV[1])
return redis.call('ZREM', KEYS[2], ARGV[1])
