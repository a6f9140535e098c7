package dev.sonde.contract.report;

import dev.sonde.contract.histogram.ByteReader;
import dev.sonde.contract.histogram.ByteWriter;
import dev.sonde.contract.histogram.MalformedBytesException;

/**
 * One {@link Evidence} at rest: a byte with the version of the form, the slot, and the fields as in a batch of version 2.
 * Stateless.
 */
public final class EvidenceCodec {
    private static final int VERSION = 1;

    private EvidenceCodec() {}

    /** The bytes of this evidence. */
    public static byte[] encode(Evidence evidence) {
        ByteWriter writer = new ByteWriter(256);
        writer.writeByte(VERSION);
        writer.writeSigned("evidence slot", evidence.slot(), Long.MIN_VALUE, Long.MAX_VALUE);
        EvidenceWriter.write(evidence, writer);
        return writer.toByteArray();
    }

    /** The evidence that fills these bytes. */
    public static Evidence decode(byte[] bytes) throws MalformedBytesException {
        ByteReader reader = new ByteReader(bytes, 0, bytes.length);
        int version = reader.readByte("version of evidence");
        if (version != VERSION) {
            throw reader.malformed("version of evidence before", Integer.toString(version), Integer.toString(VERSION));
        }
        long slot = reader.readSigned("evidence slot", Long.MIN_VALUE, Long.MAX_VALUE);
        Evidence evidence = EvidenceReader.read(reader, slot, true);
        reader.requireEnd("after the evidence");
        return evidence;
    }
}
