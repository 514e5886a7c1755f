-- claim.lua takes members of one shard who are due, and puts each off by a lease: whoever claimed them commits when they
-- are next due, and if that worker dies they are due again when the lease is over.
--
-- KEYS[1]  the schedule of a shard: a sorted set
-- ARGV[1]  now, in milliseconds since 1970
-- ARGV[2]  when the lease ends, in milliseconds since 1970
-- ARGV[3]  how many to take at most
-- Returns  the members, the longest due first
local due = redis.call('ZRANGEBYSCORE', KEYS[1], '-inf', ARGV[1], 'LIMIT', 0, ARGV[3])
for _, member in ipairs(due) do
  redis.call('ZADD', KEYS[1], 'XX', ARGV[2], member)
end
return due
