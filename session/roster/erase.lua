-- erase.lua leaves of an invitation only that there was one.
--
-- KEYS[1]  the cohort's invitations: a hash by person
-- KEYS[2]  the pending ones: a sorted set
-- KEYS[3]  the people who are taken back: a set
-- ARGV[1]  the person
-- ARGV[2]  what stands in place of the invitation
-- Returns  1 when there was an invitation, 0 when not
if redis.call('HEXISTS', KEYS[1], ARGV[1]) == 0 then
  return 0
end
redis.call('HSET', KEYS[1], ARGV[1], ARGV[2])
redis.call('ZREM', KEYS[2], ARGV[1])
redis.call('SREM', KEYS[3], ARGV[1])
return 1
