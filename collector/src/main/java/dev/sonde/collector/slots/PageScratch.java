package dev.sonde.collector.slots;

/** Arrays in which a page is spelled out to be edited, one for own outcomes and one per limit. The ledger's thread. */
final class PageScratch {
    private byte[][] codes = new byte[2][3_600];

    /** An array of at least so many bytes; position 0 is for own outcomes, i + 1 for limit i. */
    byte[] at(int position, int size) {
        if (position >= codes.length) {
            byte[][] more = new byte[position + 2][];
            System.arraycopy(codes, 0, more, 0, codes.length);
            codes = more;
        }
        if (codes[position] == null || codes[position].length < size) {
            codes[position] = new byte[size];
        }
        return codes[position];
    }
}
