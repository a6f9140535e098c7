package dev.sonde.benchmarks.rig;

import com.sun.jna.LastErrorException;
import com.sun.jna.Native;

/**
 * The C library's calls on sockets, for what Java's sockets do not tell. Sizes and addresses are those of 64 bits. Failures are
 * {@link LastErrorException} with the error number. Any thread.
 */
final class CSockets {
    static final int AF_INET = 2;
    static final int SOCK_STREAM = 1;
    static final int SOL_SOCKET = 1;
    static final int SO_REUSEADDR = 2;
    static final int SO_TIMESTAMPNS = 35;
    static final int MSG_NOSIGNAL = 0x4000;

    static {
        Native.register(CSockets.class, "c");
    }

    private CSockets() {}

    static native int socket(int domain, int type, int protocol) throws LastErrorException;

    static native int setsockopt(int socket, int level, int option, byte[] value, int length) throws LastErrorException;

    static native int bind(int socket, byte[] address, int length) throws LastErrorException;

    static native int listen(int socket, int backlog) throws LastErrorException;

    static native int accept(int socket, long address, long addressLength) throws LastErrorException;

    static native long recvmsg(int socket, long message, int flags) throws LastErrorException;

    static native long send(int socket, long bytes, long length, int flags) throws LastErrorException;

    static native int close(int socket) throws LastErrorException;
}
