-- Reads payments by id, bucket after bucket.
-- KEYS: 7:i:BUCKET, 7:reasons
-- ARGV: first bucket, the one before which to end, records wanted at least.
-- Answers: processors, generation, the bucket where to go on, records as id and text, and of the dead and the
-- discarded among them id and reason of death.
local bucket, before, wanted = tonumber(ARGV[1]), tonumber(ARGV[2]), tonumber(ARGV[3])
local records, reasons = {}, {}
while bucket < before and #records < 2 * wanted do
  local page = redis.call('HGETALL', string.format('%si:%d', data, bucket))
  for i = 1, #page, 2 do
    records[#records + 1] = page[i]
    records[#records + 1] = page[i + 1]
    local state = string.sub(page[i + 1], 1, 1)
    if state == 'L' or state == 'T' then
      reasons[#reasons + 1] = page[i]
      reasons[#reasons + 1] = redis.call('HGET', data .. 'reasons', page[i]) or ''
    end
  end
  bucket = bucket + 1
end
return { redis.call('HGETALL', PROCESSORS), generation, bucket, records, reasons }
