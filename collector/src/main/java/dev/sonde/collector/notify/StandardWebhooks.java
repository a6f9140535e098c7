package dev.sonde.collector.notify;

import java.nio.charset.StandardCharsets;
import java.security.InvalidKeyException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;

/**
 * Signs and verifies messages as Standard Webhooks 1.0.0 says: HMAC-SHA256 over {@code id.timestamp.body}, the key being
 * the decoded base64 behind {@code whsec_}. Immutable; any thread.
 */
public final class StandardWebhooks {
    public static final String ID_HEADER = "webhook-id";
    public static final String TIMESTAMP_HEADER = "webhook-timestamp";
    public static final String SIGNATURE_HEADER = "webhook-signature";

    /** How far a timestamp may be from the receiver's clock, either way. */
    public static final Duration TOLERANCE = Duration.ofMinutes(5);

    private static final String SECRET_PREFIX = "whsec_";
    private static final String SIGNATURE_PREFIX = "v1,";
    private static final int MIN_KEY_BYTES = 24;
    private static final int MAX_KEY_BYTES = 64;

    private final SecretKeySpec key;

    private StandardWebhooks(byte[] key) {
        this.key = new SecretKeySpec(key, "HmacSHA256");
    }

    /** What a verification found. */
    public enum Verification {
        VALID,
        /** One of the three headers is absent. */
        HEADER_MISSING,
        /** The timestamp is not a number of seconds. */
        TIMESTAMP_MALFORMED,
        /** The timestamp is more than {@link #TOLERANCE} away. */
        TIMESTAMP_OUT_OF_RANGE,
        /** No signature of version 1 fits. */
        SIGNATURE_WRONG
    }

    /**
     * With the key of this secret; an IllegalArgumentException whose message never shows the secret if it has not the
     * right form.
     *
     * @param secret {@code whsec_} and 24 to 64 bytes in base64, padded or not
     */
    public static StandardWebhooks withSecret(String secret) {
        if (!secret.startsWith(SECRET_PREFIX)) {
            throw malformed();
        }
        byte[] key;
        try {
            key = Base64.getDecoder().decode(secret.substring(SECRET_PREFIX.length()));
        } catch (IllegalArgumentException e) {
            throw malformed();
        }
        if (key.length < MIN_KEY_BYTES || key.length > MAX_KEY_BYTES) {
            throw malformed();
        }
        return new StandardWebhooks(key);
    }

    private static IllegalArgumentException malformed() {
        return new IllegalArgumentException("webhook secret (expected: " + SECRET_PREFIX + " and " + MIN_KEY_BYTES
                + " to " + MAX_KEY_BYTES + " random bytes in base64)");
    }

    /**
     * The signature header's value.
     *
     * @param id without a dot
     * @param timestamp of this attempt, sent in whole seconds
     * @param body exactly as sent
     */
    public String sign(String id, Instant timestamp, byte[] body) {
        return SIGNATURE_PREFIX + encodedMac(id, Long.toString(timestamp.getEpochSecond()), body);
    }

    /**
     * Verifies a received message; the comparison takes the same time whatever differs.
     *
     * @param id the header's value, and so timestamp and signatures; null when absent
     */
    public Verification verify(
            @Nullable String id, @Nullable String timestamp, @Nullable String signatures, byte[] body, Instant now) {
        if (id == null || timestamp == null || signatures == null) {
            return Verification.HEADER_MISSING;
        }
        long seconds;
        try {
            seconds = Long.parseLong(timestamp);
        } catch (NumberFormatException e) {
            return Verification.TIMESTAMP_MALFORMED;
        }
        if (Math.abs(Math.subtractExact(now.getEpochSecond(), clamp(seconds))) > TOLERANCE.toSeconds()) {
            return Verification.TIMESTAMP_OUT_OF_RANGE;
        }
        byte[] expected = (SIGNATURE_PREFIX + encodedMac(id, timestamp, body)).getBytes(StandardCharsets.UTF_8);
        boolean valid = false;
        for (String signature : signatures.split(" ", -1)) {
            valid |= MessageDigest.isEqual(expected, signature.getBytes(StandardCharsets.UTF_8));
        }
        return valid ? Verification.VALID : Verification.SIGNATURE_WRONG;
    }

    private static long clamp(long seconds) {
        return Math.max(0, Math.min(Instant.MAX.getEpochSecond(), seconds));
    }

    private String encodedMac(String id, String timestamp, byte[] body) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(key);
            mac.update((id + "." + timestamp + ".").getBytes(StandardCharsets.UTF_8));
            return Base64.getEncoder().encodeToString(mac.doFinal(body));
        } catch (NoSuchAlgorithmException | InvalidKeyException e) {
            throw new IllegalStateException("every Java platform has HmacSHA256", e);
        }
    }
}
