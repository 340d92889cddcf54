package safehttp

import (
	"net/http"
	"strconv"
	"time"
)

// RetryAfter is when the header Retry-After, in seconds or as a date, allows
// another call; the zero time when it says nothing.
func RetryAfter(h http.Header, now time.Time) time.Time {
	value := h.Get("Retry-After")
	if seconds, err := strconv.ParseInt(value, 10, 32); err == nil && seconds >= 0 {
		return now.Add(time.Duration(seconds) * time.Second)
	}
	if at, err := http.ParseTime(value); err == nil && at.After(now) {
		return at.UTC()
	}
	return time.Time{}
}
