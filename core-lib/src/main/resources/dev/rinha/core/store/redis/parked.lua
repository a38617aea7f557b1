-- Payments in doubt that no worker has room for are held by a consumer of this name and the processor's.
local PARKED = 'parked:'
