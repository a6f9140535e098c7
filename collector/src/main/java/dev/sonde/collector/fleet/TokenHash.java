package dev.sonde.collector.fleet;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.regex.Pattern;

/**
 * SHA-256 of a token, the only form in which the collector keeps one. A token holds 256 random bits, so a plain hash cannot
 * be guessed back and needs no salt. Immutable; comparisons take the same time whatever differs.
 */
public final class TokenHash {
    /** What {@link #parse} takes, as a regular expression. */
    public static final String FORM = "sha256:[0-9a-f]{64}";

    private static final Pattern PATTERN = Pattern.compile(FORM);

    private final byte[] digest;

    private TokenHash(byte[] digest) {
        this.digest = digest;
    }

    /** The hash of a token as its owner presents it. */
    public static TokenHash of(String token) {
        try {
            return new TokenHash(MessageDigest.getInstance("SHA-256").digest(token.getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }

    /** Reads {@code sha256:} and 64 lower-case hex digits. The message never repeats the text: it may be a token. */
    public static TokenHash parse(String text) {
        if (!isValid(text)) {
            throw new IllegalArgumentException(
                    "token: not a hash (expected: the sha256: line that `sonde token` prints)");
        }
        return new TokenHash(HexFormat.of().parseHex(text.substring("sha256:".length())));
    }

    /** Whether {@link #parse} takes the text. */
    public static boolean isValid(String text) {
        return PATTERN.matcher(text).matches();
    }

    /** Whether both are of the same token, in constant time. */
    public boolean matches(TokenHash other) {
        return MessageDigest.isEqual(digest, other.digest);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof TokenHash that && matches(that);
    }

    @Override
    public int hashCode() {
        return ByteBuffer.wrap(digest).getInt();
    }

    /** The form that {@link #parse} reads. */
    @Override
    public String toString() {
        return "sha256:" + HexFormat.of().formatHex(digest);
    }
}
