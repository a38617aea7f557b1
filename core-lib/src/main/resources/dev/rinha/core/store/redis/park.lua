-- Leaves payments in doubt to whoever has room for them.
-- ARGV: worker, processor, then of each: entry, generation and era.
for i = 3, #ARGV, 2 do
  if is_of_now(ARGV[i + 1]) and holds(ARGV[1], ARGV[i]) then
    redis.call('XCLAIM', QUEUE, GROUP, PARKED .. ARGV[2], 0, place_of(ARGV[i]), 'JUSTID')
  end
end
return {}
