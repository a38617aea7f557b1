-- Writes something, to find out whether that is possible.
redis.call('SET', store .. 'written', '1')
return {}
