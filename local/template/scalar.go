package template

import (
	"encoding/json"
	"strconv"
	"strings"
	"time"
)

// number is an integer that a parameter may have made a string.
type number int

func (n *number) UnmarshalJSON(text []byte) error {
	value, err := strconv.Atoi(strings.Trim(string(text), `"`))
	*n = number(value)
	return err
}

func (n number) seconds() time.Duration { return time.Duration(n) * time.Second }

// scalar is a string, number or boolean, kept as text.
type scalar string

func (s *scalar) UnmarshalJSON(text []byte) error {
	if len(text) > 0 && text[0] != '"' {
		*s = scalar(text)
		return nil
	}
	return json.Unmarshal(text, (*string)(s))
}
