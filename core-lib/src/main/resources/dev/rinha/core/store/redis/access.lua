-- Says on which terms the store is used from now on. Whoever knows others is refused.
-- ARGV: the terms
redis.call('SET', GENERATION, generation .. ARGV[1])
return { generation }
