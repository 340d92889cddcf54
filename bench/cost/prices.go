package main

// Prices of us-east-1 in US dollars, from AWS's price list of August 2026, without discounts. Free tiers that do not end
// are taken off.
const (
	million = 1e6

	lambdaRequests  = 0.20 / million
	lambdaGBSeconds = 0.0000133334 // arm64
	lambdaFreeCalls = 1 * million
	lambdaFreeGBs   = 400_000

	writeUnits    = 0.625 / million
	readUnits     = 0.125 / million
	storedGB      = 0.25
	storedFreeGB  = 25
	recoveryGB    = 0.20 // point-in-time recovery
	queueRequests = 0.40 / million
	queueFree     = 1 * million

	apiRequests   = 1.00 / million
	schedule      = 1.00 / million
	scheduleFree  = 14 * million
	logsGB        = 0.50
	alarm         = 0.10
	metric        = 0.30
	secret        = 0.40
	masterKey     = 1.00
	activeUser    = 0.015 // Cognito Essentials
	freeUsers     = 10_000
	edgeRequests  = 1.00 / million // HTTPS
	edgeGB        = 0.085
	edgeFreeGB    = 1024
	edgeFreeCalls = 10 * million
	pictureGB     = 0.023
	pictureWrites = 0.005 / 1000
	mail          = 0.10 / 1000
)

// over is what is billed beyond what is free.
func over(used, free float64) float64 { return max(0, used-free) }
