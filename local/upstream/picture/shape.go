package picture

import "math"

// rect is a rectangle around a centre, half as wide and high as w and h say,
// with rounded corners.
func rect(cx, cy, w, h, radius float64) shape {
	return shape{func(x, y float64) float64 {
		qx, qy := math.Abs(x-cx)-w+radius, math.Abs(y-cy)-h+radius
		return norm(max(qx, 0), max(qy, 0)) + min(max(qx, qy), 0) - radius
	}, cx - w, cy - h, cx + w, cy + h}
}

func circle(cx, cy, r float64) shape {
	return shape{func(x, y float64) float64 { return norm(x-cx, y-cy) - r }, cx - r, cy - r, cx + r, cy + r}
}

func ellipse(cx, cy, rx, ry float64) shape {
	return shape{func(x, y float64) float64 {
		px, py := (x-cx)/rx, (y-cy)/ry
		k := norm(px, py)
		g := norm(px/rx, py/ry)
		if g == 0 {
			return -min(rx, ry)
		}
		return k * (k - 1) / g
	}, cx - rx, cy - ry, cx + rx, cy + ry}
}

// capsule is a thick line with round ends.
func capsule(x0, y0, x1, y1, r float64) shape {
	return shape{func(x, y float64) float64 {
		dx, dy := x1-x0, y1-y0
		t := min(1, max(0, ((x-x0)*dx+(y-y0)*dy)/(dx*dx+dy*dy+1e-9)))
		return norm(x-x0-t*dx, y-y0-t*dy) - r
	}, min(x0, x1) - r, min(y0, y1) - r, max(x0, x1) + r, max(y0, y1) + r}
}

// polygon is a closed figure: x0, y0, x1, y1, …
func polygon(p ...float64) shape {
	s := shape{x0: p[0], x1: p[0], y0: p[1], y1: p[1]}
	for k := 0; k < len(p); k += 2 {
		s.x0, s.x1 = min(s.x0, p[k]), max(s.x1, p[k])
		s.y0, s.y1 = min(s.y0, p[k+1]), max(s.y1, p[k+1])
	}
	s.distance = func(x, y float64) float64 { return polygonDistance(p, x, y) }
	return s
}

func polygonDistance(p []float64, x, y float64) float64 {
	n := len(p) / 2
	d, sign := math.Inf(1), 1.0
	for i, j := 0, n-1; i < n; j, i = i, i+1 {
		ex, ey := p[2*j]-p[2*i], p[2*j+1]-p[2*i+1]
		wx, wy := x-p[2*i], y-p[2*i+1]
		t := min(1, max(0, (wx*ex+wy*ey)/(ex*ex+ey*ey+1e-12)))
		d = min(d, norm(wx-ex*t, wy-ey*t))
		above, below, left := y >= p[2*i+1], y < p[2*j+1], ex*wy > ey*wx
		if above && below && left || !above && !below && !left {
			sign = -sign
		}
	}
	return sign * d
}

// ring is the outline of a shape, so thick on either side.
func ring(s shape, thick float64) shape {
	return shape{func(x, y float64) float64 { return math.Abs(s.distance(x, y)) - thick }, s.x0 - thick, s.y0 - thick, s.x1 + thick, s.y1 + thick}
}

// below is everything under a curve.
func below(curve func(x float64) float64, top float64) shape {
	return shape{func(x, y float64) float64 { return curve(x) - y }, -9, top, 9, 9}
}

func move(s shape, dx, dy float64) shape {
	return shape{func(x, y float64) float64 { return s.distance(x-dx, y-dy) }, s.x0 + dx, s.y0 + dy, s.x1 + dx, s.y1 + dy}
}

// turn turns a shape around a point.
func turn(s shape, cx, cy, angle float64) shape {
	sin, cos := math.Sincos(angle)
	far := max(max(norm(s.x0-cx, s.y0-cy), norm(s.x1-cx, s.y1-cy)),
		max(norm(s.x0-cx, s.y1-cy), norm(s.x1-cx, s.y0-cy)))
	return shape{func(x, y float64) float64 {
		x, y = x-cx, y-cy
		return s.distance(cx+x*cos+y*sin, cy-x*sin+y*cos)
	}, cx - far, cy - far, cx + far, cy + far}
}

// and is where both are, less where the first is and the second is not.
func and(a, b shape) shape {
	return shape{func(x, y float64) float64 { return max(a.distance(x, y), b.distance(x, y)) },
		max(a.x0, b.x0), max(a.y0, b.y0), min(a.x1, b.x1), min(a.y1, b.y1)}
}

func less(a, b shape) shape {
	return shape{func(x, y float64) float64 { return max(a.distance(x, y), -b.distance(x, y)) }, a.x0, a.y0, a.x1, a.y1}
}

func or(a, b shape) shape {
	return shape{func(x, y float64) float64 { return min(a.distance(x, y), b.distance(x, y)) },
		min(a.x0, b.x0), min(a.y0, b.y0), max(a.x1, b.x1), max(a.y1, b.y1)}
}

// norm is the length of a vector; the pictures are small enough to do without
// math.Hypot's care for overflow, which costs as much as all the rest.
func norm(x, y float64) float64 { return math.Sqrt(x*x + y*y) }
