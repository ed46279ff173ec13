package io.patchbay.sip.internal.signal;

import java.util.ArrayList;
import java.util.Hashtable;
import java.util.List;
import javax.naming.Context;
import javax.naming.InvalidNameException;
import javax.naming.NameNotFoundException;
import javax.naming.NamingEnumeration;
import javax.naming.NamingException;
import javax.naming.directory.Attribute;
import javax.naming.directory.DirContext;
import javax.naming.spi.NamingManager;
import org.jspecify.annotations.Nullable;

/**
 * Records of the domain name system, through the directory provider that the Java runtime has.
 * Blocks.
 *
 * <p>Of JNDI it takes the one provider, which knows text alone, and never a name that could be read
 * as the URL of another.
 */
final class DnsRecords implements Locator.Records {

    private static final int MOST = 64;

    private final @Nullable String server;

    /**
     * A source of records.
     *
     * @param server such as {@code dns://192.0.2.53}, or null for those of the operating system
     */
    DnsRecords(@Nullable String server) {
        this.server = server;
    }

    @Override
    @SuppressWarnings("BanJNDI") // names are checked, the provider is fixed, no object is made
    public List<String> of(String name, String type) throws NamingException {
        if (!name.matches("[A-Za-z0-9._-]{1,255}")) {
            throw new InvalidNameException("a name in the domain name system is none");
        }
        var environment = new Hashtable<String, String>();
        environment.put(Context.INITIAL_CONTEXT_FACTORY, "com.sun.jndi.dns.DnsContextFactory");
        environment.put("com.sun.jndi.dns.timeout.initial", "1000");
        environment.put("com.sun.jndi.dns.timeout.retries", "2");
        if (server != null) {
            environment.put(Context.PROVIDER_URL, server);
        }
        Thread thread = Thread.currentThread();
        ClassLoader before = thread.getContextClassLoader();
        // the provider is the runtime's own and found by the context class loader, which in a
        // container knows bundles alone
        thread.setContextClassLoader(ClassLoader.getPlatformClassLoader());
        try {
            var directory = (DirContext) NamingManager.getInitialContext(environment);
            try {
                return texts(directory.getAttributes(name, new String[] {type}).get(type));
            } finally {
                directory.close();
            }
        } catch (NameNotFoundException e) {
            return List.of();
        } finally {
            thread.setContextClassLoader(before);
        }
    }

    private static List<String> texts(@Nullable Attribute attribute) throws NamingException {
        var texts = new ArrayList<String>();
        if (attribute != null) {
            NamingEnumeration<?> values = attribute.getAll();
            while (values.hasMore() && texts.size() < MOST) {
                texts.add(String.valueOf(values.next()));
            }
        }
        return texts;
    }
}
