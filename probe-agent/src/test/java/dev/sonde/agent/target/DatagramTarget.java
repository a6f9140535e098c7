package dev.sonde.agent.target;

import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.SocketAddress;

/** A socket on loopback for datagrams, which are served one after the other on a thread of its own. */
public final class DatagramTarget implements AutoCloseable {
    private final DatagramSocket socket;
    private final Service service;

    /** What is done with a datagram. */
    public interface Service {
        /** @param packet its buffer is used again for the next */
        void serve(DatagramPacket packet) throws IOException;
    }

    /** @param port 0 for any */
    public DatagramTarget(int port, Service service) {
        this.service = service;
        try {
            socket = new DatagramSocket(port, InetAddress.getByName("127.0.0.1"));
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
        Thread server = new Thread(this::listen, "datagrams");
        server.setDaemon(true);
        server.setPriority(Thread.MAX_PRIORITY);
        server.start();
    }

    public int port() {
        return socket.getLocalPort();
    }

    public void send(byte[] bytes, SocketAddress to) throws IOException {
        socket.send(new DatagramPacket(bytes, bytes.length, to));
    }

    private void listen() {
        byte[] bytes = new byte[2048];
        while (!socket.isClosed()) {
            try {
                DatagramPacket packet = new DatagramPacket(bytes, bytes.length);
                socket.receive(packet);
                service.serve(packet);
            } catch (IOException e) {
                return; // closed
            }
        }
    }

    @Override
    public void close() {
        socket.close();
    }
}
