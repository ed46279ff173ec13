package io.patchbay.sip.internal.signal;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.List;

/** Networks by prefix; without any, all. Immutable. */
final class Networks {

    private record Network(byte[] address, int bits) {}

    private final List<Network> networks;

    private Networks(List<Network> networks) {
        this.networks = networks;
    }

    /**
     * Reads networks such as {@code 192.0.2.0/24} and single addresses.
     *
     * @throws IllegalArgumentException naming what is none
     */
    static Networks of(List<String> texts) {
        var networks = new ArrayList<Network>();
        for (String text : texts) {
            networks.add(network(text.strip()));
        }
        return new Networks(List.copyOf(networks));
    }

    private static Network network(String text) {
        int slash = text.indexOf('/');
        String address = slash < 0 ? text : text.substring(0, slash);
        try {
            boolean literal =
                    address.indexOf(':') >= 0 || address.matches("[0-9]{1,3}(\\.[0-9]{1,3}){3}");
            if (!literal) {
                throw none(text);
            }
            byte[] bytes = InetAddress.getByName(address).getAddress();
            int bits = slash < 0 ? bytes.length * 8 : Integer.parseInt(text.substring(slash + 1));
            if (bits < 0 || bits > bytes.length * 8) {
                throw none(text);
            }
            return new Network(bytes, bits);
        } catch (UnknownHostException | NumberFormatException e) {
            throw none(text);
        }
    }

    private static IllegalArgumentException none(String text) {
        return new IllegalArgumentException(
                "allowedSources has '"
                        + text
                        + "', which is no network; write 192.0.2.0/24 or 2001:db8::/32");
    }

    boolean contains(InetAddress address) {
        if (networks.isEmpty()) {
            return true;
        }
        byte[] bytes = address.getAddress();
        for (Network network : networks) {
            if (covers(network, bytes)) {
                return true;
            }
        }
        return false;
    }

    private static boolean covers(Network network, byte[] bytes) {
        if (network.address.length != bytes.length) {
            return false;
        }
        for (int i = 0; i < network.bits; i++) {
            int mask = 0x80 >> i % 8;
            if ((network.address[i / 8] & mask) != (bytes[i / 8] & mask)) {
                return false;
            }
        }
        return true;
    }
}
