package dev.sonde.agent.probe.connect;

import java.io.ByteArrayOutputStream;

/** Writes elements of ASN.1 in DER (X.690), as keys and certificates are made of. Pure. */
public final class Der {
    public static final int BITS = 3;
    public static final int OCTETS = 4;
    public static final int UTF8 = 0x0C;
    public static final int GENERALIZED_TIME = 0x18;
    public static final int SEQUENCE = 0x30;
    public static final int SET = 0x31;

    private Der() {}

    /**
     * One element.
     *
     * @param parts its content, put together; below 16 MiB
     */
    public static byte[] element(int tag, byte[]... parts) {
        ByteArrayOutputStream content = new ByteArrayOutputStream();
        for (byte[] part : parts) {
            content.writeBytes(part);
        }
        ByteArrayOutputStream element = new ByteArrayOutputStream();
        element.write(tag);
        int length = content.size();
        if (length >= 0x80) {
            int octets = length >= 0x10000 ? 3 : length >= 0x100 ? 2 : 1;
            element.write(0x80 | octets);
            for (int octet = octets - 1; octet >= 0; octet--) {
                element.write(length >> (8 * octet));
            }
        } else {
            element.write(length);
        }
        element.writeBytes(content.toByteArray());
        return element.toByteArray();
    }
}
