package dev.sonde.collector.store;

import java.sql.SQLException;
import org.sqlite.SQLiteErrorCode;
import org.sqlite.SQLiteException;

/** The database did not do what it was told; whatever the transaction wrote is undone. */
final class StoreFailure extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final transient SQLiteErrorCode code;

    StoreFailure(SQLException cause) {
        super(cause.getMessage(), cause);
        code = cause instanceof SQLiteException sqlite ? sqlite.getResultCode() : SQLiteErrorCode.SQLITE_ERROR;
    }

    StoreFailure(String message) {
        super(message);
        code = SQLiteErrorCode.SQLITE_FULL;
    }

    /** The disk is full or cannot be written: it may pass. */
    boolean isForLackOfRoom() {
        int primary = code.code & 0xFF;
        return primary == SQLiteErrorCode.SQLITE_FULL.code
                || primary == SQLiteErrorCode.SQLITE_IOERR.code
                || primary == SQLiteErrorCode.SQLITE_READONLY.code
                || primary == SQLiteErrorCode.SQLITE_CANTOPEN.code;
    }

    /** The file is damaged. */
    boolean isDamage() {
        int primary = code.code & 0xFF;
        return primary == SQLiteErrorCode.SQLITE_CORRUPT.code || primary == SQLiteErrorCode.SQLITE_NOTADB.code;
    }
}
