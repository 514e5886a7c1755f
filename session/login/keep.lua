-- keep.lua keeps what is known of a browser, unless it was logged out since it was read.
--
-- KEYS[1]  the login: a string, empty after a logout
-- ARGV[1]  what is known
-- ARGV[2]  for how long, in milliseconds
-- Returns  1 when kept, 0 when it was logged out
if redis.call('GET', KEYS[1]) == '' then
  return 0
end
redis.call('SET', KEYS[1], ARGV[1], 'PX', ARGV[2])
return 1
