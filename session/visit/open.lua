-- open.lua opens a link in a browser, unless another browser has opened it.
--
-- KEYS[1]  the link: a hash of person and browser
-- ARGV[1]  the hash of the browser's secret
-- ARGV[2]  how long the record stays open there, in milliseconds
-- Returns  the person, sealed; nil if the link is not there, or another browser's
local link = redis.call('HMGET', KEYS[1], 'person', 'browser')
if not link[1] or link[2] and link[2] ~= ARGV[1] then
  return false
end
if not link[2] then
  redis.call('HSET', KEYS[1], 'browser', ARGV[1])
  redis.call('PEXPIRE', KEYS[1], ARGV[2])
end
return link[1]
