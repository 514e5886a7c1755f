-- forget.lua leaves of an invite only that there was one.
--
-- KEYS[1]  the cohort's invites: a hash by person
-- KEYS[2]  the invites that are pending: a sorted set
-- ARGV[1]  the person
-- ARGV[2]  what stands in place of an invite
-- Returns  1 when there was an invite, 0 when not
if redis.call('HEXISTS', KEYS[1], ARGV[1]) == 0 then
  return 0
end
redis.call('HSET', KEYS[1], ARGV[1], ARGV[2])
redis.call('ZREM', KEYS[2], ARGV[1])
return 1
