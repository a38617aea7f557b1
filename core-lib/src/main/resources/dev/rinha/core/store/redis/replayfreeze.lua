-- ARGV: id. Answers nothing.
if is_open(ARGV[1]) then
  redis.call('HSET', replay_key(ARGV[1]), 'frozen', 1)
end
return {}
