-- claim.lua claims members of one shard that are due, and makes each due again at the end of a lease. The worker that
-- claims a member commits when it is next due. If the worker dies, the member is due when the lease ends.
--
-- KEYS[1]  the schedule of a shard: a sorted set
-- KEYS[2]  the claimed members by when they were due, until what was due is done: a sorted set; may be left out
-- ARGV[1]  now, in milliseconds since 1970
-- ARGV[2]  when the lease ends, in milliseconds since 1970
-- ARGV[3]  how many to take at most
-- Returns  the members, the longest due first
local due = redis.call('ZRANGEBYSCORE', KEYS[1], '-inf', ARGV[1], 'LIMIT', 0, ARGV[3])
for _, member in ipairs(due) do
  if KEYS[2] then
    redis.call('ZADD', KEYS[2], 'NX', redis.call('ZSCORE', KEYS[1], member), member)
  end
  redis.call('ZADD', KEYS[1], 'XX', ARGV[2], member)
end
return due
