package io.patchbay.sip.internal.signal;

import io.patchbay.sip.SipSettings.Carrier;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.Set;
import javax.naming.NamingException;
import org.jspecify.annotations.Nullable;

/**
 * Finds where requests to a URI go (RFC 3263): by NAPTR and SRV records where the URI leaves port
 * or carrier open, else by its address. Blocks, so not for a loop; from any other thread.
 */
public final class Locator {

    /** Where records come from. */
    public interface Records {

        /**
         * The records of a name as text in the form of a zone file; empty when there are none.
         *
         * @throws NamingException when nobody can be asked
         */
        List<String> of(String name, String type) throws NamingException;

        /** The addresses of a host. */
        default InetAddress[] addresses(String host) throws UnknownHostException {
            return InetAddress.getAllByName(host);
        }
    }

    private static final int MOST_HOPS = 16;
    private static final int NUMBERS_OF_SRV = 3;

    private final Records records;
    private final Random random = new Random();

    /** One that asks the name servers of the operating system. */
    public Locator() {
        this(new DnsRecords(null));
    }

    /** One that asks somebody else. */
    public Locator(Records records) {
        this.records = records;
    }

    private record Service(int priority, int weight, int port, String host) {}

    private record Pointer(int order, int preference, Carrier carrier, String name) {}

    /**
     * Where requests go, best first; never empty.
     *
     * @param usual the carrier when nobody says which
     * @param carriers that there are
     * @throws UnknownHostException when there is no such host, or no carrier for it
     */
    public List<Hop> locate(SipUri uri, Carrier usual, Set<Carrier> carriers)
            throws UnknownHostException {
        String maddr = uri.parameters().get("maddr");
        String written = maddr == null || maddr.isEmpty() ? uri.host() : maddr;
        String host =
                written.startsWith("[") ? written.substring(1, written.length() - 1) : written;
        if (!uri.isSip() || host.isEmpty()) {
            throw new UnknownHostException("a " + uri.scheme() + " URI has no host");
        }
        Carrier named = named(uri);
        var hops = new LinkedHashSet<Hop>();
        if (!isLiteral(host) && isName(host) && uri.port() == 0) {
            try {
                byRecords(host, named, usual, carriers, hops);
            } catch (NamingException e) {
                hops.clear(); // without name servers, an address may still be in the hosts file
            }
        }
        if (hops.isEmpty()) {
            Carrier carrier = named == null ? usual : named;
            int port = uri.port() > 0 ? uri.port() : usualPort(carrier);
            add(hops, carrier, host, port, host);
        }
        return List.copyOf(hops);
    }

    /** The carrier that a URI asks for, or null. */
    private static @Nullable Carrier named(SipUri uri) {
        if (uri.isSecure()) {
            return Carrier.TLS;
        }
        String transport = uri.parameters().get("transport");
        return switch (transport == null ? "" : transport.toLowerCase(Locale.ROOT)) {
            case "udp" -> Carrier.UDP;
            case "tcp" -> Carrier.TCP;
            case "tls" -> Carrier.TLS;
            default -> null;
        };
    }

    private static int usualPort(Carrier carrier) {
        return carrier == Carrier.TLS ? 5061 : 5060;
    }

    private static boolean isLiteral(String host) {
        return host.indexOf(':') >= 0 || host.matches("[0-9]+(\\.[0-9]+){3}");
    }

    /** Whether it is a name that name servers may know. */
    private static boolean isName(String host) {
        String name = host.toLowerCase(Locale.ROOT);
        return name.indexOf('.') > 0 && !name.endsWith(".localhost") && !name.endsWith(".local");
    }

    private void byRecords(
            String host,
            @Nullable Carrier named,
            Carrier usual,
            Set<Carrier> carriers,
            LinkedHashSet<Hop> hops)
            throws NamingException {
        if (named != null) {
            byServices(serviceName(named, host), named, host, hops);
            return;
        }
        for (Pointer pointer : pointers(host)) {
            if (carriers.contains(pointer.carrier())) {
                byServices(pointer.name(), pointer.carrier(), host, hops);
            }
        }
        var order = new LinkedHashSet<Carrier>(List.of(usual));
        order.addAll(List.of(Carrier.values()));
        for (Carrier carrier : order) {
            if (hops.isEmpty() && carriers.contains(carrier)) {
                byServices(serviceName(carrier, host), carrier, host, hops);
            }
        }
    }

    private static String serviceName(Carrier carrier, String host) {
        return switch (carrier) {
            case UDP -> "_sip._udp." + host;
            case TCP -> "_sip._tcp." + host;
            case TLS -> "_sips._tcp." + host;
        };
    }

    private List<Pointer> pointers(String host) throws NamingException {
        var pointers = new ArrayList<Pointer>();
        for (String record : records.of(host, "NAPTR")) {
            String[] parts = record.replace("\"", "").strip().split(" +");
            String service = parts.length < 5 ? "" : parts[3].toUpperCase(Locale.ROOT);
            Carrier carrier =
                    switch (service) {
                        case "SIP+D2U" -> Carrier.UDP;
                        case "SIP+D2T" -> Carrier.TCP;
                        case "SIPS+D2T" -> Carrier.TLS;
                        default -> null;
                    };
            if (carrier != null && isNumber(parts[0]) && isNumber(parts[1])) {
                int order = Integer.parseInt(parts[0]);
                int preference = Integer.parseInt(parts[1]);
                pointers.add(
                        new Pointer(order, preference, carrier, bare(parts[parts.length - 1])));
            }
        }
        pointers.sort(
                Comparator.comparingInt(Pointer::order).thenComparingInt(Pointer::preference));
        return pointers;
    }

    private void byServices(String name, Carrier carrier, String domain, LinkedHashSet<Hop> hops)
            throws NamingException {
        var services = new ArrayList<Service>();
        for (String record : records.of(name, "SRV")) {
            String[] parts = record.strip().split(" +");
            if (parts.length == NUMBERS_OF_SRV + 1
                    && isNumber(parts[0])
                    && isNumber(parts[1])
                    && isNumber(parts[2])
                    && !bare(parts[NUMBERS_OF_SRV]).isEmpty()) {
                services.add(
                        new Service(
                                Integer.parseInt(parts[0]),
                                Integer.parseInt(parts[1]),
                                Integer.parseInt(parts[2]),
                                bare(parts[NUMBERS_OF_SRV])));
            }
        }
        for (Service service : ordered(services)) {
            try {
                add(hops, carrier, service.host(), service.port(), domain);
            } catch (UnknownHostException e) {
                continue; // the next one serves
            }
        }
    }

    /** By priority, and among equals by chance according to their weights (RFC 2782). */
    private List<Service> ordered(List<Service> services) {
        var left = new ArrayList<>(services);
        left.sort(Comparator.comparingInt(Service::priority).thenComparingInt(Service::weight));
        var ordered = new ArrayList<Service>();
        while (!left.isEmpty()) {
            int priority = left.get(0).priority();
            int sum = 0;
            for (Service each : left) {
                sum += each.priority() == priority ? each.weight() : 0;
            }
            int chosen = random.nextInt(sum + 1);
            int at = 0;
            for (int passed = left.get(0).weight(); passed < chosen; at++) {
                passed += left.get(at + 1).weight();
            }
            ordered.add(left.remove(at));
        }
        return ordered;
    }

    /** A certificate must name the domain that was asked for, not the host it led to (RFC 5922). */
    private void add(LinkedHashSet<Hop> hops, Carrier carrier, String host, int port, String domain)
            throws UnknownHostException {
        for (InetAddress address : records.addresses(host)) {
            if (hops.size() < MOST_HOPS) {
                hops.add(new Hop(carrier, new InetSocketAddress(address, port), domain));
            }
        }
    }

    private static boolean isNumber(String text) {
        return text.matches("[0-9]{1,5}");
    }

    /** Without the dot at the end. */
    private static String bare(String name) {
        return name.endsWith(".") ? name.substring(0, name.length() - 1) : name;
    }
}
