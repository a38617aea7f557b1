-- ARGV: id bucket, id. Answers: processors, record, reason of death.
return {
  redis.call('HGETALL', PROCESSORS),
  redis.call('HGET', data .. 'i:' .. ARGV[1], ARGV[2]),
  redis.call('HGET', data .. 'dead', ARGV[2]),
}
