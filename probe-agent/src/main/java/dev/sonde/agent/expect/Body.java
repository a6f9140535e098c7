package dev.sonde.agent.expect;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.zip.GZIPInputStream;
import java.util.zip.InflaterInputStream;
import org.jspecify.annotations.Nullable;

/**
 * A body's bytes, and its text once somebody asks: unpacked if it came packed, then decoded by the charset its sender
 * named. One thread at a time.
 */
public final class Body {
    /** No bytes. */
    public static final Body EMPTY = new Body(new byte[0], "", "", 0);

    private static final Pattern CHARSET = Pattern.compile("charset\\s*=\\s*\"?([^\\s;\"]+)", Pattern.CASE_INSENSITIVE);

    /** Enough for an excerpt of characters of four bytes each. */
    private static final int BEGINNING_BYTES = 64 * 1024;

    private final byte[] bytes;
    private final String contentType;
    private final String contentEncoding;
    private final long maxBytes;
    private @Nullable String text;

    /**
     * @param contentType the header's value; empty if absent
     * @param contentEncoding the header's value; empty if absent
     * @param maxBytes most bytes to unpack to; what is beyond is cut off
     */
    public Body(byte[] bytes, String contentType, String contentEncoding, long maxBytes) {
        this.bytes = bytes;
        this.contentType = contentType;
        this.contentEncoding = contentEncoding;
        this.maxBytes = maxBytes;
    }

    /** Number of bytes as they came. */
    public int length() {
        return bytes.length;
    }

    /** The text. Malformed input shows as replacement characters. */
    public String text() {
        String present = text;
        if (present == null) {
            present = new String(unpacked(), charset());
            text = present;
        }
        return present;
    }

    /** The beginning of the text, as much as an excerpt can come from; quick, however long the body. */
    public String beginning() {
        if (text != null || bytes.length <= BEGINNING_BYTES || !contentEncoding.isEmpty()) {
            return Excerpt.beginning(text());
        }
        return Excerpt.beginning(new String(bytes, 0, BEGINNING_BYTES, charset()));
    }

    private Charset charset() {
        Matcher matcher = CHARSET.matcher(contentType);
        if (matcher.find()) {
            String name = matcher.group(1);
            try {
                return Charset.forName(name);
            } catch (IllegalArgumentException e) {
                return StandardCharsets.UTF_8;
            }
        }
        return StandardCharsets.UTF_8;
    }

    private byte[] unpacked() {
        String encoding = contentEncoding.strip().toLowerCase(Locale.ROOT);
        if (!encoding.equals("gzip") && !encoding.equals("x-gzip") && !encoding.equals("deflate")) {
            return bytes;
        }
        ByteArrayOutputStream plain = new ByteArrayOutputStream();
        try (InputStream in = encoding.equals("deflate")
                ? new InflaterInputStream(new ByteArrayInputStream(bytes))
                : new GZIPInputStream(new ByteArrayInputStream(bytes))) {
            byte[] chunk = new byte[8192];
            int read;
            while (plain.size() < maxBytes && (read = in.read(chunk)) >= 0) {
                plain.write(chunk, 0, (int) Math.min(read, maxBytes - plain.size()));
            }
        } catch (IOException e) {
            // Not packed as it says: what could be unpacked is judged, or else what came.
            return plain.size() > 0 ? plain.toByteArray() : bytes;
        }
        return plain.toByteArray();
    }
}
