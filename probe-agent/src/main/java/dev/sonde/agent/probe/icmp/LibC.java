package dev.sonde.agent.probe.icmp;

import com.sun.jna.LastErrorException;
import com.sun.jna.Library;
import com.sun.jna.NativeLong;
import com.sun.jna.Pointer;

/** The C library's calls on sockets. Failures are {@link LastErrorException} with the error number. Any thread. */
interface LibC extends Library {
    int socket(int domain, int type, int protocol) throws LastErrorException;

    int setsockopt(int socket, int level, int option, byte[] value, int length) throws LastErrorException;

    int bind(int socket, byte[] address, int length) throws LastErrorException;

    NativeLong sendto(int socket, byte[] bytes, NativeLong length, int flags, byte[] address, int addressLength)
            throws LastErrorException;

    NativeLong recvmsg(int socket, Pointer message, int flags) throws LastErrorException;

    int close(int socket) throws LastErrorException;
}
