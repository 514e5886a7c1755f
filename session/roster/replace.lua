-- replace.lua replaces a string, or a field of a hash, unless it has changed since it was read.
--
-- KEYS[1]  the string or the hash
-- ARGV[1]  the field; empty for a string
-- ARGV[2]  as it was read; empty for none
-- ARGV[3]  as it is to be; empty removes it
-- Returns  1 when written, 0 when it is another by now
local call, key, field, to = redis.call, KEYS[1], ARGV[1], ARGV[3]
local is
if field == '' then
  is = call('GET', key)
else
  is = call('HGET', key, field)
end
if (is or '') ~= ARGV[2] then
  return 0
end
if field == '' and to == '' then
  call('DEL', key)
elseif field == '' then
  call('SET', key, to)
elseif to == '' then
  call('HDEL', key, field)
else
  call('HSET', key, field, to)
end
return 1
