"""The facts of each destination. All invented: no public source says where Bitspark paid out how."""

from __future__ import annotations

from typing import Any

_ALL = ("bank", "pickup", "mobile_wallet")

ATLAS: dict[str, dict[str, Any]] = {
    "philippines": {
        "name": "Philippines",
        "currency": "php",
        "limits": "500 000 PHP per day",
        "smallest": "100",
        "provinces": {
            "metro_manila": ("Metro Manila", _ALL),
            "cebu": ("Cebu", _ALL),
            "davao_del_sur": ("Davao del Sur", _ALL),
            "iloilo": ("Iloilo", ("bank", "pickup")),
            "batanes": ("Batanes", ("pickup",)),
        },
        "methods": {
            "bank": {
                "bdo_unibank": "BDO Unibank",
                "bpi": "Bank of the Philippine Islands",
                "metrobank": "Metrobank",
                "landbank": "Land Bank of the Philippines",
            },
            "pickup": {
                "cebuana_lhuillier": "Cebuana Lhuillier",
                "palawan_pawnshop": "Palawan Pawnshop",
                "mlhuillier": "M Lhuillier",
            },
            "mobile_wallet": {"gcash": "GCash", "paymaya": "PayMaya"},
        },
    },
    "indonesia": {
        "name": "Indonesia",
        "currency": "idr",
        "limits": "5 000 000 IDR per day",
        "smallest": "20000",
        "provinces": {},
        "methods": {
            "bank": {
                "bca": "Bank Central Asia",
                "mandiri": "Bank Mandiri",
                "bni": "Bank Negara Indonesia",
                "bri": "Bank Rakyat Indonesia",
            },
            "pickup": {"pos_indonesia": "Pos Indonesia", "alfamart": "Alfamart"},
            "mobile_wallet": {"ovo": "OVO", "gopay": "GoPay"},
        },
    },
    "vietnam": {
        "name": "Vietnam",
        "currency": "vnd",
        "limits": "100 000 000 VND per transfer",
        "smallest": "100000",
        "provinces": {
            "ha_noi": ("Hà Nội", ("bank", "pickup")),
            "ho_chi_minh": ("Hồ Chí Minh", ("bank", "pickup")),
            "da_nang": ("Đà Nẵng", ("bank", "pickup")),
            "can_tho": ("Cần Thơ", ("bank",)),
        },
        "methods": {
            "bank": {"vietcombank": "Vietcombank", "bidv": "BIDV", "techcombank": "Techcombank"},
            "pickup": {"dong_a": "DongA Money Transfer", "sacombank_sbr": "Sacombank SBR"},
        },
    },
    "pakistan": {
        "name": "Pakistan",
        "currency": "pkr",
        "limits": "500 000 PKR per day, 50 000 PKR in cash",
        "smallest": "500",
        "provinces": {
            "punjab": ("Punjab", _ALL),
            "sindh": ("Sindh", _ALL),
            "khyber_pakhtunkhwa": ("Khyber Pakhtunkhwa", ("bank", "pickup")),
            "balochistan": ("Balochistan", ("pickup",)),
        },
        "methods": {
            "bank": {"hbl": "Habib Bank", "ubl": "United Bank", "mcb": "MCB Bank", "meezan": "Meezan Bank"},
            "pickup": {"hbl_express": "HBL Express", "nbp_branches": "National Bank branches"},
            "mobile_wallet": {"easypaisa": "Easypaisa", "jazzcash": "JazzCash"},
        },
    },
    "india": {
        "name": "India",
        "currency": "inr",
        "limits": "200 000 INR per transfer",
        "smallest": "100",
        "provinces": {},
        "account_types": True,
        "methods": {
            "bank": {"sbi": "State Bank of India", "hdfc": "HDFC Bank", "icici": "ICICI Bank"},
            "mobile_wallet": {"paytm": "Paytm", "phonepe": "PhonePe"},
        },
    },
    "nigeria": {
        "name": "Nigeria",
        "currency": "ngn",
        "limits": "2 000 000 NGN per day",
        "smallest": "1000",
        "provinces": {},
        "account_types": True,
        "methods": {
            "bank": {"gtbank": "Guaranty Trust Bank", "access_bank": "Access Bank", "zenith": "Zenith Bank"},
            "pickup": {"first_bank": "First Bank", "fidelity": "Fidelity Bank"},
        },
    },
    "ghana": {
        "name": "Ghana",
        "currency": "ghs",
        "limits": "10 000 GHS per month",
        "smallest": "5",
        "provinces": {},
        "methods": {"bank": {}, "mobile_wallet": {}},
    },
    "japan": {
        "name": "Japan",
        "currency": "jpy",
        "limits": "1 000 000 JPY per transfer",
        "smallest": "1000",
        "provinces": {},
        "account_types": True,
        "methods": {
            "bank": {"japan_post": "Japan Post Bank", "mufg": "MUFG Bank", "smbc": "Sumitomo Mitsui"},
        },
    },
    "south_korea": {
        "name": "South Korea",
        "currency": "krw",
        "limits": "",
        "smallest": "1000",
        "provinces": {},
        "methods": {
            "bank": {"kookmin": "KB Kookmin", "shinhan": "Shinhan Bank"},
            "mobile_wallet": {"kakaopay": "KakaoPay", "toss": "Toss"},
        },
    },
    "nepal": {
        "name": "Nepal",
        "currency": "npr",
        "limits": "1 000 000 NPR per day",
        "smallest": "200",
        "provinces": {
            "bagmati": ("Bagmati", ("bank", "pickup")),
            "gandaki": ("Gandaki", ("bank", "pickup")),
        },
        "methods": {"bank": {}, "pickup": {}},
    },
}
