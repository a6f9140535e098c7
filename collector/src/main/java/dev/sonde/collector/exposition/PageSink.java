package dev.sonde.collector.exposition;

/** Takes a page piece by piece, so that it need not be held as a whole. One page; one thread. */
@FunctionalInterface
public interface PageSink {
    /** The first bytes of an array that is written anew afterwards: what is to be kept is copied. */
    void add(byte[] bytes, int length);
}
