export function Logo({ size = 28 }: { size?: number }) {
  return (
    <svg viewBox="0 0 32 32" width={size} height={size} aria-hidden="true">
      <rect width="32" height="32" rx="8" fill="#f25f4c" />
      <path d="M12 7l-2 18M22 7l-2 18M7 12h19M6 20h19" stroke="#fff" strokeWidth="3" strokeLinecap="round" />
    </svg>
  );
}
