-- Leaves payments in doubt to whoever has room for them.
-- ARGV: worker, processor, then entry and generation of each.
for i = 3, #ARGV, 2 do
  if ARGV[i + 1] == generation and holds(ARGV[1], ARGV[i]) then
    redis.call('XCLAIM', QUEUE, GROUP, PARKED .. ARGV[2], 0, place_of(ARGV[i]), 'JUSTID')
  end
end
return {}
