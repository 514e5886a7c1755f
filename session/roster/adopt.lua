-- adopt.lua writes what an earlier version has left of a cohort, once: the count is there from then on.
--
-- KEYS[1]  the cohort's invitations: a hash by person
-- KEYS[2]  the pending ones: a sorted set by the count
-- KEYS[3]  the count
-- KEYS[4]  the batches: a hash
-- ARGV[1]  the count
-- ARGV[2]  how many invitations there are
-- ARGV[3]  how many batches
-- ARGV     from 4 on two for each invitation: the person and the invitation; then two for each batch: its ID and the batch; then
--          two for each pending one: the person and their count
-- Returns  1 when written, 0 when it was written before
local call = redis.call
if not call('SET', KEYS[3], ARGV[1], 'NX') then
  return 0
end
local batches = 4 + 2 * tonumber(ARGV[2])
local pending = batches + 2 * tonumber(ARGV[3])
for i = 4, #ARGV, 2 do
  if i < batches then
    call('HSET', KEYS[1], ARGV[i], ARGV[i + 1])
  elseif i < pending then
    call('HSET', KEYS[4], ARGV[i], ARGV[i + 1])
  else
    call('ZADD', KEYS[2], ARGV[i + 1], ARGV[i])
  end
end
return 1
